import { type Tutor, word } from './tutor.ts'

export const next = ({ player, speech, following, leave }: Tutor) =>
  word('next', 'go on, once the step is done', async () => {
    const outcome = await player.next()
    if (outcome === 'moved') return 0
    if (outcome === 'not-done') {
      speech.aside('This step is not done yet. `check` says what is missing, `hint` helps, `solution` shows how it is done.')
      return 1
    }
    if (following) leave(following)
    else {
      speech.aside('That was the last lesson there is. `list` shows them all.')
      leave()
    }
    return 0
  })
