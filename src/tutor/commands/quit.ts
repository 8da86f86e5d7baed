import { type Tutor, word } from './tutor.ts'

export const quit = ({ leave }: Tutor) => word('quit', 'leave; ktutor start goes on where you were', () => void leave())
