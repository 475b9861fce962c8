export { ArchiveError, type ArchiveFault, type ArchiveReader, openArchive, type ReadLimits } from "./read.ts";
export { ArchiveTooLarge, type ArchiveWriter, archiveWriter, type Content, type WriteLimits, type Written } from "./write.ts";
