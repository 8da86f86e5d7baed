import { testChapter } from './gates.ts'

testChapter('access')
