import { type Tutor, word } from './tutor.ts'

export const reset = ({ player, speech }: Tutor) =>
  word('reset', 'begin the lesson anew', async () => {
    await player.reset()
    speech.aside('The lesson is as it was at first; `redo` brings back what you had done.')
    player.task()
  })
