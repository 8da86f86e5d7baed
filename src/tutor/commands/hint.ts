import { type Tutor, word } from './tutor.ts'

export const hint = ({ player }: Tutor) => word('hint', 'a little help, and more with every further hint', async () => void (await player.coach.hint()))
