import { testChapter } from './gates.ts'

testChapter('namespaces')
