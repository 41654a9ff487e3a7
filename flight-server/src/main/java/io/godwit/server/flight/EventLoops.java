package io.godwit.server.flight;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The threads that write to and read from the sockets of one server. They are its own: gRPC's are shared and go on after a
 * server has ended, with the last buffers it sent still in their hands.
 */
final class EventLoops implements AutoCloseable {
    private static final int NETTYS_DEFAULT = 0;
    private static final long END_SECONDS = 5;

    private final boolean isEpoll = Epoll.isAvailable();
    private final EventLoopGroup accepting = group(1, "accept");
    private final EventLoopGroup serving = group(NETTYS_DEFAULT, "wire");

    private EventLoopGroup group(int threads, String name) {
        DefaultThreadFactory factory = new DefaultThreadFactory("godwit-" + name, true);
        return isEpoll ? new EpollEventLoopGroup(threads, factory) : new NioEventLoopGroup(threads, factory);
    }

    EventLoopGroup accepting() {
        return accepting;
    }

    EventLoopGroup serving() {
        return serving;
    }

    /** For TCP; a Unix socket needs epoll. */
    Class<? extends ServerChannel> tcpChannel() {
        return isEpoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** When this returns, nothing that was sent is held any more. */
    @Override
    public void close() {
        List<Future<?>> ends = List.of(
                accepting.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS),
                serving.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS));
        ends.forEach(end -> end.awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS));
    }
}
