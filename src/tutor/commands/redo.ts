import { type Tutor, word } from './tutor.ts'
import { firstLine } from './undo.ts'

export const redo = ({ player, speech }: Tutor) =>
  word('redo', 'do again what undo took back', async () => {
    const step = player.stepNumber
    const line = await player.redo()
    speech.aside(line === undefined ? 'There is nothing to redo.' : `Done again: \`${firstLine(line)}\``)
    if (player.stepNumber !== step) player.task()
    return line === undefined ? 1 : 0
  })
