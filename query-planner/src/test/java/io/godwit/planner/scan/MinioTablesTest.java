package io.godwit.planner.scan;

import java.nio.file.Path;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The same in MinIO, where there is a Docker engine; elsewhere these tests are reported as skipped. */
@Testcontainers(disabledWithoutDocker = true)
class MinioTablesTest extends S3TablesTest {
    private static final int PORT = 9000;

    /** Its buckets are the directories it finds. */
    @Container
    private static final GenericContainer<?> MINIO = new GenericContainer<>("minio/minio:RELEASE.2025-04-22T22-12-26Z")
            .withEnv("MINIO_ROOT_USER", ObjectStorage.KEY)
            .withEnv("MINIO_ROOT_PASSWORD", ObjectStorage.SECRET)
            .withCreateContainerCmdModifier(command -> command.withEntrypoint("sh"))
            .withCommand("-c", "mkdir -p /data/bucket && minio server /data")
            .withExposedPorts(PORT)
            .waitingFor(Wait.forHttp("/minio/health/live").forPort(PORT));

    @Override
    ObjectStorage openStorage(Path directory) {
        return new ObjectStorage(MINIO.getMappedPort(PORT), () -> {});
    }
}
