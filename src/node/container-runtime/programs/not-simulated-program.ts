/** A program of a language that ktutor's small interpreters do not know: said in a line of its own, never guessed at. */
export class NotSimulatedProgram extends Error {
  constructor(
    readonly language: string,
    readonly thing: string,
  ) {
    super(`ktutor does not simulate ${thing} in ${language} programs: the real ${language} has it`)
  }
}
