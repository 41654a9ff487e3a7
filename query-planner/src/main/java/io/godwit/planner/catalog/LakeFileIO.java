package io.godwit.planner.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestListFile;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes wherever a location points: this machine's files through {@code java.nio}, S3 through Iceberg's
 * S3FileIO, anything else through Hadoop. Local tables thereby never wait for Hadoop to start. Iceberg makes it by name,
 * so it has a public constructor; safe for use by many threads.
 */
public final class LakeFileIO implements DelegateFileIO {
    private static final long serialVersionUID = 1L;
    private static final Set<String> S3_SCHEMES = Set.of("s3", "s3a", "s3n");
    private static final String S3_FILE_IO = "org.apache.iceberg.aws.s3.S3FileIO";
    private static final String HADOOP_FILE_IO = "org.apache.iceberg.hadoop.HadoopFileIO";

    /** A few requests bring more of a larger one than is needed of it. */
    private static final long LARGEST_KEPT_DELETE_FILE = 4 << 20;

    private static final Map<String, String> RETRIES = Map.of(
            S3FileIOProperties.S3_RETRY_NUM_RETRIES, "5",
            S3FileIOProperties.S3_RETRY_MIN_WAIT_MS, "100",
            S3FileIOProperties.S3_RETRY_MAX_WAIT_MS, "5000");

    private final transient Map<String, FileIO> remote = new ConcurrentHashMap<>();
    private Map<String, String> properties = Map.of();

    /** For Iceberg, which calls {@link #initialize} next. */
    public LakeFileIO() {}

    @Override
    public void initialize(Map<String, String> catalogProperties) {
        properties = Map.copyOf(catalogProperties);
    }

    @Override
    public Map<String, String> properties() {
        return properties;
    }

    @Override
    public InputFile newInputFile(String location) {
        FileIO io = remoteFor(location);
        return io == null ? LocalInputFile.of(location) : io.newInputFile(location);
    }

    @Override
    public InputFile newInputFile(String location, long length) {
        FileIO io = remoteFor(location);
        return io == null ? LocalInputFile.of(location) : io.newInputFile(location, length);
    }

    @Override
    public InputFile newInputFile(ManifestFile manifest) {
        return kept(DelegateFileIO.super.newInputFile(manifest), manifest.length());
    }

    @Override
    public InputFile newInputFile(ManifestListFile list) {
        return kept(DelegateFileIO.super.newInputFile(list), KeptInputFile.UNKNOWN);
    }

    @Override
    public InputFile newInputFile(DeleteFile file) {
        InputFile input = DelegateFileIO.super.newInputFile(file);
        return file.fileSizeInBytes() <= LARGEST_KEPT_DELETE_FILE ? kept(input, file.fileSizeInBytes()) : input;
    }

    private static InputFile kept(InputFile file, long length) {
        return file instanceof LocalInputFile ? file : new KeptInputFile(file, length);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        FileIO io = remoteFor(location);
        return io == null ? LocalOutputFile.of(location) : io.newOutputFile(location);
    }

    @Override
    public void deleteFile(String location) {
        FileIO io = remoteFor(location);
        if (io == null) {
            LocalOutputFile.of(location).delete();
        } else {
            io.deleteFile(location);
        }
    }

    @Override
    public void deleteFiles(Iterable<String> locations) throws BulkDeletionFailureException {
        int failures = 0;
        Map<FileIO, List<String>> inBulk = new IdentityHashMap<>();
        for (String location : locations) {
            if (remoteFor(location) instanceof SupportsBulkOperations bulk) {
                inBulk.computeIfAbsent(bulk, io -> new ArrayList<>()).add(location);
            } else if (!isDeleted(location)) {
                failures++;
            }
        }
        for (Map.Entry<FileIO, List<String>> each : inBulk.entrySet()) {
            try {
                ((SupportsBulkOperations) each.getKey()).deleteFiles(each.getValue());
            } catch (BulkDeletionFailureException e) {
                failures += e.numberFailedObjects();
            }
        }
        if (failures > 0) {
            throw new BulkDeletionFailureException(failures);
        }
    }

    private boolean isDeleted(String location) {
        try {
            deleteFile(location);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        FileIO io = remoteFor(prefix);
        return io == null
                ? LocalDirectory.of(prefix).files()
                : prefixes(io, prefix).listPrefix(prefix);
    }

    @Override
    public void deletePrefix(String prefix) {
        FileIO io = remoteFor(prefix);
        if (io == null) {
            LocalDirectory.of(prefix).delete();
        } else {
            prefixes(io, prefix).deletePrefix(prefix);
        }
    }

    private static SupportsPrefixOperations prefixes(FileIO io, String prefix) {
        if (io instanceof SupportsPrefixOperations prefixes) {
            return prefixes;
        }
        throw new UnsupportedOperationException(
                "%s lists no files below %s".formatted(io.getClass().getName(), prefix));
    }

    @Override
    public void close() {
        remote.values().forEach(FileIO::close);
        remote.clear();
    }

    private @Nullable FileIO remoteFor(String location) {
        String scheme = LocalPath.scheme(location);
        if (scheme == null || scheme.equals("file")) {
            return null;
        }
        boolean s3 = S3_SCHEMES.contains(scheme.toLowerCase(Locale.ROOT));
        return remote.computeIfAbsent(s3 ? S3_FILE_IO : HADOOP_FILE_IO, this::load);
    }

    private FileIO load(String implementation) {
        Map<String, String> own = new HashMap<>(properties);
        own.remove(org.apache.iceberg.CatalogProperties.FILE_IO_IMPL);
        own.putIfAbsent(S3FileIOProperties.CLIENT_FACTORY, S3Clients.class.getName());
        RETRIES.forEach(own::putIfAbsent);
        return CatalogUtil.loadFileIO(
                implementation, own, implementation.equals(HADOOP_FILE_IO) ? new Configuration() : null);
    }
}
