import { type Tutor, word } from './tutor.ts'

export const check = ({ player }: Tutor) => word('check', 'what is done and what is missing', () => player.check())
