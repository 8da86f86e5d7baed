/** Values as Go sees and prints them: what kubectl's printers and describers share with the API server. */
export * from '../../api/go-value.ts'
