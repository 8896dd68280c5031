const columns = 4;

/** Words with their numbers, from the top down in four columns. */
export function wordColumns(words: string): string[] {
  const each = words.split(' ').map((word, place) => `${String(place + 1).padStart(2)}. ${word}`.padEnd(14));
  const rows = Math.ceil(each.length / columns);
  return Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (_, column) => each[column * rows + row] ?? '');
    return `  ${cells.join('  ')}`.trimEnd();
  });
}
