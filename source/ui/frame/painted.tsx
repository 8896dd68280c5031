import { Box, Text } from 'ink';
import { memo, useLayoutEffect } from 'react';
import { useServices } from '../model/services.ts';
import { paint } from '../text/paint.ts';
import type { Row } from '../text/row.ts';
import type { Theme } from '../theme.ts';

/** Rows as they are, one line of the terminal each; by the terminal's own painter where there is one, else by Ink. */
export function Painted(props: { readonly rows: readonly Row[]; readonly columns: number; readonly theme: Theme }) {
  const { rows, columns, theme } = props;
  const { draw } = useServices();
  const lines = rows.map((line) => paint(line, theme));
  // Without dependencies: what did not change is not written.
  useLayoutEffect(() => draw?.(lines));
  if (draw !== undefined) return null;
  // They have exactly the terminal's size already, so Ink need not clip them: clipping doubles what a frame costs.
  return (
    <Box width={columns} height={rows.length} flexShrink={0} flexDirection="column">
      {lines.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place on the screen.
        <Line key={index} text={text} />
      ))}
    </Box>
  );
}

const Line = memo(function Line({ text }: { readonly text: string }) {
  return <Text wrap="truncate-end">{text}</Text>;
});
