/**
 * Runs before every test file, so that a frame is the same on a laptop, in a terminal and on a build machine.
 *
 * Ink draws nothing before it exits where `CI` is set, even to nothing, so the name itself has to go. Colours are off
 * in frames (their words and places are what a snapshot compares); the pseudo-terminal's tests look at real colours.
 */
for (const name of Object.keys(process.env)) {
  if (name === 'CI' || name.startsWith('CI_') || name === 'CONTINUOUS_INTEGRATION' || name === 'NO_COLOR') {
    delete process.env[name];
  }
}
process.env.FORCE_COLOR = '0';
process.env.TZ = 'UTC';
