import { type Tutor, word } from './tutor.ts'

export const solution = ({ player }: Tutor) => word('solution', 'how the step is done', () => void player.coach.solution())
