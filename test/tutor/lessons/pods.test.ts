import { testChapter } from './gates.ts'

testChapter('pods')
