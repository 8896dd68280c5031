#!/usr/bin/env node
// Nothing is imported before the version is known: on an old Node an import would fail with a stack trace.
const oldest = 22;
const [major = 0] = process.versions.node.split('.').map(Number);

if (major < oldest) {
  process.stderr.write(
    `Carnet needs Node ${oldest}; this is ${process.versions.node}. Run \`npm ci\` without \`--ignore-scripts\`, or install Node ${oldest}. In a checkout, \`npm start\` and \`npx carnet\` bring their own.\n`,
  );
  process.exitCode = 1;
} else {
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
}

export {};
