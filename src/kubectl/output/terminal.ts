/** What a value may do to a terminal is written out instead of done. Models cli-runtime pkg/printers/terminal.go. */
export const escapeTerminal = (text: string): string => text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r')

/** A cell ends where its line would. */
export function cellText(text: string): string {
  const end = text.search(/[\f\n\r]/)
  return escapeTerminal(end === -1 ? text : `${text.slice(0, end)}...`)
}
