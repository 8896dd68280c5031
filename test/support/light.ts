/**
 * scrypt's least work: what tests seal in this process opens at once. What the program seals asks 32 times as much,
 * which the tests of the words, of the police database and of both commands look at.
 */
export const lightWork = 2 ** 12;
