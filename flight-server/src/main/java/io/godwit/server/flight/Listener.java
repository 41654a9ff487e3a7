package io.godwit.server.flight;

import io.godwit.server.config.ConfigException;
import io.godwit.server.config.GodwitConfig;
import io.godwit.server.stream.WireAllocator;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens the sockets of a server: TCP, with TLS if configured, and a Unix socket beside it if one is named. */
final class Listener {
    /** Netty flushes up to the high mark at once; its default of 64 KiB costs a third of the server's CPU. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(2 << 20, 4 << 20);

    private static final long KEEP_ALIVE_SECONDS = 20;

    private final GodwitConfig.Listen config;
    private final Executor callbacks;
    private final ServerTransportFilter connections;
    private final List<ServerServiceDefinition> services;
    private final EventLoops loops;

    Listener(
            GodwitConfig.Listen config,
            Executor callbacks,
            ServerTransportFilter connections,
            List<ServerServiceDefinition> services,
            EventLoops loops) {
        this.config = config;
        this.callbacks = callbacks;
        this.connections = connections;
        this.services = services;
        this.loops = loops;
    }

    /** The listening servers, the TCP one first. Either all listen or none. */
    List<Server> open() throws IOException {
        List<Server> servers = new ArrayList<>();
        try {
            servers.add(tcp().start());
            if (config.unixSocket() != null) {
                servers.add(unix(config.unixSocket()).start());
            }
            return servers;
        } catch (IOException | RuntimeException e) {
            servers.forEach(Server::shutdownNow);
            throw e;
        }
    }

    private Server tcp() {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), config.port()))
                .channelType(loops.tcpChannel());
        if (config.tls() != null) {
            builder.sslContext(sslContext(config.tls()));
        }
        return build(builder);
    }

    private Server unix(Path path) {
        return build(NettyServerBuilder.forAddress(new DomainSocketAddress(path.toFile()))
                .channelType(EpollServerDomainSocketChannel.class));
    }

    private Server build(NettyServerBuilder builder) {
        // Callbacks only hand over, so the wire's own threads run them: each hop to another thread costs a small call a
        // tenth
        // of its time. Uploads are copied out of the wire's buffers, which its threads shall not do.
        builder.directExecutor()
                .callExecutor(new ServerCallExecutorSupplier() {
                    @Override
                    public <Q, A> @Nullable Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
                        return call.getMethodDescriptor().getType() == MethodType.BIDI_STREAMING ? callbacks : null;
                    }
                })
                .bossEventLoopGroup(loops.accepting())
                .workerEventLoopGroup(loops.serving())
                .maxInboundMessageSize(config.maxMessageBytes())
                .maxInboundMetadataSize(config.maxHeaderBytes())
                .maxConcurrentCallsPerConnection(config.maxCallsPerConnection())
                // A client whose machine or network went away says no goodbye: it must answer when asked.
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .withChildOption(ChannelOption.ALLOCATOR, WireAllocator.INSTANCE)
                .withChildOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .addTransportFilter(connections);
        services.forEach(builder::addService);
        return builder.build();
    }

    private static SslContext sslContext(GodwitConfig.Tls tls) {
        try {
            SslContextBuilder builder = GrpcSslContexts.forServer(
                    tls.certificate().toFile(), tls.key().toFile());
            if (tls.clientAuthority() != null) {
                builder.trustManager(tls.clientAuthority().toFile()).clientAuth(ClientAuth.REQUIRE);
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new ConfigException(
                    "TLS cannot be set up with " + tls + ": " + e.getMessage() + "; the files must be PEM");
        }
    }
}
