import { type Tutor, word } from './tutor.ts'

export const task = ({ player }: Tutor) => word('task', 'show the task again', () => void player.task())
