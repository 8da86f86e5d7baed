import { testChapter } from './gates.ts'

testChapter('first-steps')
