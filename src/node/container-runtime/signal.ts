export type Signal = 'HUP' | 'INT' | 'QUIT' | 'KILL' | 'USR1' | 'USR2' | 'PIPE' | 'ALRM' | 'TERM' | 'CHLD' | 'CONT' | 'STOP' | 'WINCH'

export const signalNumbers: Readonly<Record<Signal, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  WINCH: 28,
}

/** `TERM` from `15`, `SIGTERM`, `term`. */
export function signalOf(text: string): Signal | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '')
  return (Object.keys(signalNumbers) as Signal[]).find((signal) => signal === name || String(signalNumbers[signal]) === text)
}
