/**
 * The table of commands and flags for `ktutor explain` and `ktutor flags`. In what is built, its values stand in place of this
 * file (bin/build.mjs), so that nobody waits for the code of a hundred commands to look up a flag.
 */
import { type CommandTable, commandTable } from '../../kubectl/flag-table.ts'

export const shippedTable: CommandTable = commandTable()
