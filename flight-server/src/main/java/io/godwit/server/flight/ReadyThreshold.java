package io.godwit.server.flight;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** A call counts as ready while fewer bytes than this wait for the client; gRPC's own 32 KiB would flap at every batch. */
record ReadyThreshold(int bytes) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        call.setOnReadyThreshold(bytes);
        return next.startCall(call, headers);
    }
}
