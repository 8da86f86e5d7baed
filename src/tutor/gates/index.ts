/** All gates, in the order in which they are run. */
import { asShipped } from './as-shipped.ts'
import type { Gate } from './gate.ts'
import { hints } from './hints.ts'
import { lint } from './lint.ts'
import { mistakes } from './mistakes.ts'
import { solutions } from './solutions.ts'

export const gates: readonly Gate[] = [asShipped, solutions, mistakes, hints, lint]
