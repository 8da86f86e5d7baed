import { type Tutor, word } from './tutor.ts'

export const list = ({ list: show }: Tutor) => word('list', 'all lessons, and which are done', () => void show())
