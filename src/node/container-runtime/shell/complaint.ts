/** How each shell words a syntax error. */
import type { Shell } from './shell.ts'
import type { SyntaxProblem } from './syntax.ts'

/** Says what is wrong with a script, in the words of the shell. */
export function complainAbout(shell: Shell, problem: SyntaxProblem): void {
  if (shell.dialect === 'dash') {
    shell.line = problem.line
    shell.complain(`Syntax error: ${problem.message.replace(/^(unterminated|bad|missing)/, (word) => word[0]?.toUpperCase() + word.slice(1))}`)
    return
  }
  const turned = problem.message.replace(/^(".*?"|end of file|word|newline) unexpected/, 'unexpected $1')
  if (shell.dialect === 'ash') {
    shell.line = problem.line
    shell.complain(`syntax error: ${turned}`)
  } else if (problem.incomplete) shell.complain('syntax error: unexpected end of file')
  else shell.complain(`syntax error near unexpected token \`${/"(.*?)"/.exec(problem.message)?.[1] ?? 'newline'}'`)
}
