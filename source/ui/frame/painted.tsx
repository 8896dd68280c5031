import { Box, Text } from 'ink';
import { memo } from 'react';
import { paint } from '../text/paint.ts';
import type { Row } from '../text/row.ts';
import type { Theme } from '../theme.ts';

/**
 * Rows as they are, one line of the terminal each. They have exactly the terminal's size already, so Ink need not clip
 * them: clipping doubles what a frame costs.
 */
export function Painted(props: { readonly rows: readonly Row[]; readonly columns: number; readonly theme: Theme }) {
  const { rows, columns, theme } = props;
  return (
    <Box width={columns} height={rows.length} flexShrink={0} flexDirection="column">
      {rows.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place on the screen.
        <Line key={index} text={paint(line, theme)} />
      ))}
    </Box>
  );
}

const Line = memo(function Line({ text }: { readonly text: string }) {
  return <Text wrap="truncate-end">{text}</Text>;
});
