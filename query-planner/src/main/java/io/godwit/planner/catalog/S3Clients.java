package io.godwit.planner.catalog;

import java.util.Map;
import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Makes S3 clients from Iceberg's own properties, over the HTTP client on the class path; Iceberg's factory insists on one
 * that the AWS SDK of our version does not have. Iceberg makes it by name, so it has a public constructor.
 */
public final class S3Clients implements S3FileIOAwsClientFactory {
    private static final long serialVersionUID = 1L;

    private AwsClientProperties clientProperties = new AwsClientProperties();
    private S3FileIOProperties s3Properties = new S3FileIOProperties();

    /** For Iceberg, which calls {@link #initialize} next. */
    public S3Clients() {}

    @Override
    public void initialize(Map<String, String> properties) {
        clientProperties = new AwsClientProperties(properties);
        s3Properties = new S3FileIOProperties(properties);
    }

    @Override
    public S3Client s3() {
        return S3Client.builder()
                .applyMutation(clientProperties::applyClientRegionConfiguration)
                .applyMutation(s3Properties::applyEndpointConfigurations)
                .applyMutation(s3Properties::applyServiceConfigurations)
                .applyMutation(builder -> s3Properties.applyCredentialConfigurations(clientProperties, builder))
                .applyMutation(s3Properties::applySignerConfiguration)
                .applyMutation(s3Properties::applyUserAgentConfigurations)
                .applyMutation(s3Properties::applyRetryConfigurations)
                .build();
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
