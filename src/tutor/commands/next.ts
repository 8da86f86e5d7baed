import { type Tutor, word } from './tutor.ts'

export const next = (tutor: Tutor) =>
  word('next', 'go on, once the step is done', async () => {
    const { player, speech, leave } = tutor
    const outcome = await player.next()
    if (outcome === 'moved') return 0
    if (outcome === 'not-done') {
      speech.aside('This step is not done yet. `check` says what is missing, `hint` helps, `solution` shows how it is done.')
      return 1
    }
    const { following } = tutor
    if (following) leave(following)
    else {
      speech.aside('That was the last lesson; all of them are done. `ktutor list` shows them.')
      leave()
    }
    return 0
  })
