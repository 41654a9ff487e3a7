package io.godwit.server.flight;

import io.godwit.server.session.Caller;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Answers calls on threads of their own, so that gRPC's few callback threads never wait for a plan or a catalog. */
final class Answers {
    private final Executor threads;

    Answers(Executor threads) {
        this.threads = threads;
    }

    /** Sends what {@code work} gives, or the status of its failure. */
    <T> void one(StreamObserver<T> client, Function<Caller, T> work) {
        many(client, caller -> List.of(work.apply(caller)));
    }

    <T> void many(StreamObserver<T> client, Function<Caller, List<T>> work) {
        Caller caller = CallerInterceptor.CALLER.get();
        Runnable answer = Context.current().wrap(() -> answer(client, caller, work));
        try {
            threads.execute(answer);
        } catch (RejectedExecutionException e) {
            client.onError(FlightErrors.busy("calls waiting"));
        }
    }

    private static <T> void answer(StreamObserver<T> client, Caller caller, Function<Caller, List<T>> work) {
        List<T> results;
        try {
            results = work.apply(caller);
        } catch (Throwable failure) {
            client.onError(FlightErrors.toStatus(failure));
            return;
        }
        results.forEach(client::onNext);
        client.onCompleted();
    }
}
