import { defineCheck } from './check.ts'
import { look, mentionedIn, objectCondition } from './object-condition.ts'

/** An object exists and looks as asked for. */
export const resource = defineCheck({ name: 'resource', schema: objectCondition, mentions: mentionedIn, evaluate: look })
