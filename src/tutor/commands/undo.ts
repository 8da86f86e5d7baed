import { type Tutor, word } from './tutor.ts'

export const undo = ({ player, speech }: Tutor) =>
  word('undo', 'take back the last change, as if it had not been', async () => {
    const step = player.stepNumber
    const line = await player.undo()
    speech.aside(
      line === undefined ? 'There is nothing to undo: nothing has been changed yet.' : `Taken back: \`${firstLine(line)}\`  (\`redo\` does it again)`,
    )
    if (player.stepNumber !== step) player.task()
    return line === undefined ? 1 : 0
  })

export const firstLine = (line: string): string => (line.includes('\n') ? `${line.slice(0, line.indexOf('\n'))} …` : line)
