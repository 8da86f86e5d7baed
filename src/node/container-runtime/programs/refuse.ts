/** Programs that draw on the whole screen, which a simulated terminal does not have. */
import type { Program } from '../process.ts'
import { defineProgram } from './program.ts'

export const fullScreen = (name: string, instead: string): Program =>
  defineProgram(name, (process) => {
    process.err(`${name}: ktutor does not simulate full-screen programs in containers; ${instead}\n`)
    return 1
  })
