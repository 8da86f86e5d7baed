import { testChapter } from './gates.ts'

testChapter('troubleshooting')
