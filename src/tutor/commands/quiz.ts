import { type Tutor, word } from './tutor.ts'

export const quiz = ({ player }: Tutor) => word('quiz', 'a question or two about the lesson', () => void player.coach.quiz())
