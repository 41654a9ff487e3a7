package io.godwit.server.flight;

import io.grpc.stub.StreamObserver;

/** Takes what still arrives for a call that is over. */
final class IgnoredMessages<T> implements StreamObserver<T> {
    @Override
    public void onNext(T message) {
        // The call was answered already.
    }

    @Override
    public void onError(Throwable failure) {
        // The call was answered already.
    }

    @Override
    public void onCompleted() {
        // The call was answered already.
    }
}
