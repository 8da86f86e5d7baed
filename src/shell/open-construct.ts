/** Tells whether a text of shell language has ended: `do` wants `done`, `{` wants `}`, a pipe wants its right side. */
import type { Token } from './tokens.ts'

const opens: Readonly<Record<string, string>> = { if: 'fi', do: 'done', case: 'esac', '{': '}', '(': ')' }
/** After these a command starts, and with it a keyword may. */
const beginners = new Set('\n ; ;; & && || | |& ( ) then else elif do if while until { ! time fi done esac }'.split(' '))

/** Whether a construct has begun and not ended, or an operator waits for its right side. */
export function isOpen(tokens: readonly Token[]): boolean {
  const awaited: string[] = []
  let commandStarts = true
  let loopHead = false
  for (const [index, { text, operator }] of tokens.entries()) {
    const closes = awaited.at(-1)
    const mayLead: boolean = operator || text === '\n' || commandStarts
    if (text === closes && (commandStarts || text === ')')) awaited.pop()
    else if (text === '(' ? closes !== 'esac' : commandStarts && text in opens) {
      if (text === 'do') loopHead = false
      awaited.push(opens[text] as string)
    } else if (commandStarts && /^(for|while|until|select)$/.test(text)) loopHead = true
    commandStarts = mayLead && beginners.has(text)
    if ((text === 'in' && closes === 'esac') || tokens[index - 1]?.text === 'function') commandStarts = true
  }
  const last = tokens.findLast((token) => token.text !== '\n')
  return awaited.length > 0 || loopHead || (last?.operator === true && ['&&', '||', '|', '|&'].includes(last.text))
}
