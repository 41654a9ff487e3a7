package io.godwit.server;

import io.godwit.server.config.ConfigException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This server's own part of the spill directory, which servers may share. Beside each part lies a file that its server keeps
 * locked; a part whose file is not locked belonged to one that is gone without cleaning up, and the next server to start
 * removes it. Only the user who runs the server can look into it.
 */
final class SpillRoot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpillRoot.class);
    private static final String LOCK = ".lock";
    /** Locks belong to a process: one that tried a lock of its own and closed the file would lose it. */
    private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

    private final Path lockFile;
    private final FileChannel lock;
    private final Path path;

    private SpillRoot(Path lockFile, FileChannel lock, Path path) {
        this.lockFile = lockFile;
        this.lock = lock;
        this.path = path;
    }

    /** Removes what servers that are gone left in the directory, and makes a part for this one. */
    static SpillRoot open(Path directory) {
        try {
            Files.createDirectories(directory);
            removeLeftOvers(directory);
            return make(directory);
        } catch (IOException e) {
            throw new ConfigException(
                    "Cannot use the spill directory %s (%s); set spill.directory to one that can be written"
                            .formatted(directory, e));
        }
    }

    private static SpillRoot make(Path directory) throws IOException {
        while (true) {
            String name = "server-" + UUID.randomUUID();
            Path lockFile = directory.resolve(name + LOCK).toAbsolutePath();
            LOCKED_HERE.add(lockFile);
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            // Another server may have taken the file for a leftover before it was locked.
            if (channel.tryLock() != null && Files.exists(lockFile)) {
                Path path = Files.createDirectory(directory.resolve(name), ownerOnly(directory));
                return new SpillRoot(lockFile, channel, path);
            }
            channel.close();
            LOCKED_HERE.remove(lockFile);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        boolean hasOwners =
                directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        return hasOwners
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void removeLeftOvers(Path directory) throws IOException {
        List<Path> lockFiles;
        try (Stream<Path> files = Files.list(directory)) {
            lockFiles = files.filter(file -> file.getFileName().toString().endsWith(LOCK))
                    .map(Path::toAbsolutePath)
                    .filter(file -> !LOCKED_HERE.contains(file))
                    .toList();
        }
        for (Path lockFile : lockFiles) {
            try {
                removeIfAbandoned(lockFile);
            } catch (IOException e) {
                LOG.warn("What a server left behind in the spill directory cannot be removed: {}", e.toString());
            }
        }
    }

    private static void removeIfAbandoned(Path lockFile) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                String name = lockFile.getFileName().toString();
                Path part = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
                LOG.info("Removing {}, which a server that is gone left behind", part);
                removeAll(part);
                Files.deleteIfExists(lockFile);
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} is locked by this process", lockFile);
        }
    }

    private static void removeAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            removeAll(path);
            Files.deleteIfExists(lockFile);
            lock.close();
        } catch (IOException e) {
            LOG.warn("The spill directory {} cannot be removed: {}", path, e.toString());
        }
        LOCKED_HERE.remove(lockFile);
    }
}
