package io.godwit.planner.catalog;

import java.time.Duration;
import java.util.Map;
import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.HttpClientProperties;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import org.apache.iceberg.util.PropertyUtil;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Makes S3 clients from Iceberg's own properties, over the HTTP client on the class path; Iceberg's factory insists on one
 * that the AWS SDK of our version does not have. Iceberg makes it by name, so it has a public constructor.
 */
public final class S3Clients implements S3FileIOAwsClientFactory {
    private static final long serialVersionUID = 1L;

    private static final int MAX_CONNECTIONS = 128;
    private static final long CONNECT_MILLIS = 3_000;
    private static final long ANSWER_MILLIS = 15_000;

    private Map<String, String> properties = Map.of();
    private AwsClientProperties clientProperties = new AwsClientProperties();
    private S3FileIOProperties s3Properties = new S3FileIOProperties();

    /** For Iceberg, which calls {@link #initialize} next. */
    public S3Clients() {}

    @Override
    public void initialize(Map<String, String> catalogProperties) {
        properties = Map.copyOf(catalogProperties);
        clientProperties = new AwsClientProperties(properties);
        s3Properties = new S3FileIOProperties(properties);
    }

    @Override
    public S3Client s3() {
        return S3Client.builder()
                .httpClientBuilder(http())
                .applyMutation(clientProperties::applyClientRegionConfiguration)
                .applyMutation(s3Properties::applyEndpointConfigurations)
                .applyMutation(s3Properties::applyServiceConfigurations)
                .applyMutation(builder -> s3Properties.applyCredentialConfigurations(clientProperties, builder))
                .applyMutation(s3Properties::applySignerConfiguration)
                .applyMutation(s3Properties::applyUserAgentConfigurations)
                .applyMutation(s3Properties::applyRetryConfigurations)
                .build();
    }

    /** Iceberg's properties of its client of the same name, with as many connections as threads may wait for answers. */
    private ApacheHttpClient.Builder http() {
        return ApacheHttpClient.builder()
                .maxConnections(PropertyUtil.propertyAsInt(
                        properties, HttpClientProperties.APACHE_MAX_CONNECTIONS, MAX_CONNECTIONS))
                .connectionTimeout(millis(HttpClientProperties.APACHE_CONNECTION_TIMEOUT_MS, CONNECT_MILLIS))
                .socketTimeout(millis(HttpClientProperties.APACHE_SOCKET_TIMEOUT_MS, ANSWER_MILLIS))
                .tcpKeepAlive(true);
    }

    private Duration millis(String property, long otherwise) {
        return Duration.ofMillis(PropertyUtil.propertyAsLong(properties, property, otherwise));
    }

    @Override
    public S3AsyncClient s3Async() {
        return S3AsyncClient.builder()
                .applyMutation(clientProperties::applyClientRegionConfiguration)
                .applyMutation(s3Properties::applyEndpointConfigurations)
                .applyMutation(builder -> s3Properties.applyCredentialConfigurations(clientProperties, builder))
                .build();
    }
}
