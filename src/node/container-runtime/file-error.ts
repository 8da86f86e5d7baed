/** How a system call on a file fails, in the words of strerror. */
export type FileErrorCode = 'ENOENT' | 'EISDIR' | 'ENOTDIR' | 'EACCES' | 'EROFS' | 'EEXIST' | 'ENOTEMPTY' | 'ELOOP' | 'EBUSY' | 'EPERM' | 'EINVAL' | 'ENOSPC'

const texts: Record<FileErrorCode, string> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EACCES: 'Permission denied',
  EROFS: 'Read-only file system',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  ELOOP: 'Too many levels of symbolic links',
  EBUSY: 'Resource busy',
  EPERM: 'Operation not permitted',
  EINVAL: 'Invalid argument',
  ENOSPC: 'No space left on device',
}

/** A failed system call on a file; the message is strerror's. */
export class FileError extends Error {
  constructor(readonly code: FileErrorCode) {
    super(texts[code])
  }
}
