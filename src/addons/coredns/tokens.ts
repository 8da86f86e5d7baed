/** The words of a Corefile. Models Caddy's lexer. */

export interface Token {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** A line of a directive's block. */
export interface Line {
  readonly line: number
  readonly words: readonly string[]
}

/** Words between white space; quotes hold words together, `#` begins a comment. */
export function lex(text: string, file: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  for (const match of text.matchAll(/"((?:\\"|[^"])*)"|#[^\n]*|\n|[^\s]+/g)) {
    const [whole, quoted] = match
    if (whole === '\n') line++
    else if (quoted !== undefined) {
      tokens.push({ file, line, text: quoted.replaceAll('\\"', '"') })
      line += quoted.split('\n').length - 1
    } else if (!whole.startsWith('#')) tokens.push({ file, line, text: whole })
  }
  return tokens
}

/** The arguments of a directive, and the lines between its braces. */
export function linesOf(tokens: readonly Token[]): { readonly args: string[]; readonly block: Line[]; readonly braced: boolean } {
  const open = tokens.findIndex(({ text }) => text === '{')
  const args = (open < 0 ? tokens : tokens.slice(0, open)).map(({ text }) => text)
  const block: { line: number; words: string[] }[] = []
  for (const { line, text } of open < 0 ? [] : tokens.slice(open + 1, -1)) {
    if (block.at(-1)?.line === line) block.at(-1)?.words.push(text)
    else block.push({ line, words: [text] })
  }
  return { args, block, braced: open >= 0 }
}
