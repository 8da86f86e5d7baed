/** Colours where they are wanted: at a terminal that has them, and not where NO_COLOR says no. */
export interface Colours {
  dim(text: string): string
  bold(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  cyan(text: string): string
}

const codes = { dim: [2, 22], bold: [1, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const

/** Whether the stream shows colours. */
const hasColours = (stream: { isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): boolean =>
  stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'

export function colours(stream: { isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): Colours {
  const shown = hasColours(stream, env)
  const paint =
    ([on, off]: readonly [number, number]) =>
    (text: string) =>
      shown ? `\x1b[${on}m${text}\x1b[${off}m` : text
  return {
    dim: paint(codes.dim),
    bold: paint(codes.bold),
    red: paint(codes.red),
    green: paint(codes.green),
    yellow: paint(codes.yellow),
    cyan: paint(codes.cyan),
  }
}
