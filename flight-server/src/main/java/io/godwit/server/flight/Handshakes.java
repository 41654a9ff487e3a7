package io.godwit.server.flight;

import com.google.protobuf.ByteString;
import io.godwit.server.session.Sessions;
import io.grpc.stub.StreamObserver;
import org.apache.arrow.flight.impl.Flight;

/**
 * Answers Handshake. Nobody is asked for a password yet, but clients that send one expect a bearer token back, in the
 * headers or, the older ones, in the payload; from then on the token names their session.
 */
final class Handshakes {
    private final Sessions sessions;

    Handshakes(Sessions sessions) {
        this.sessions = sessions;
    }

    StreamObserver<Flight.HandshakeRequest> handshake(StreamObserver<Flight.HandshakeResponse> client) {
        String token = sessions.newBearer();
        CallerInterceptor.CALLER.get().responseHeaders().add("authorization", "Bearer " + token);
        return new StreamObserver<>() {
            @Override
            public void onNext(Flight.HandshakeRequest request) {
                client.onNext(Flight.HandshakeResponse.newBuilder()
                        .setPayload(ByteString.copyFromUtf8(token))
                        .build());
            }

            @Override
            public void onError(Throwable failure) {
                // The client went away; nothing was begun.
            }

            @Override
            public void onCompleted() {
                client.onCompleted();
            }
        };
    }
}
