import { testChapter } from './gates.ts'

// The next longest: see access.test.ts.
testChapter('pods')
