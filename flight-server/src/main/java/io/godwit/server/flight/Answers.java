package io.godwit.server.flight;

import io.godwit.server.session.Caller;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
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

    /** Sends what {@code work} gives when that is there, and keeps no thread until then. */
    <T> void later(StreamObserver<T> client, Function<Caller, CompletableFuture<T>> work) {
        run(
                client,
                caller -> work.apply(caller).whenComplete((result, failure) -> {
                    if (failure == null) {
                        client.onNext(result);
                        client.onCompleted();
                    } else {
                        client.onError(FlightErrors.toStatus(
                                failure instanceof CompletionException && failure.getCause() != null
                                        ? failure.getCause()
                                        : failure));
                    }
                }));
    }

    <T> void many(StreamObserver<T> client, Function<Caller, List<T>> work) {
        run(client, all(client, work));
    }

    /** As {@link #many}, on the calling thread: for what waits for nothing. */
    <T> void now(StreamObserver<T> client, Function<Caller, List<T>> work) {
        answer(client, CallerInterceptor.CALLER.get(), all(client, work));
    }

    private static <T> Consumer<Caller> all(StreamObserver<T> client, Function<Caller, List<T>> work) {
        return caller -> {
            List<T> results = work.apply(caller);
            results.forEach(client::onNext);
            client.onCompleted();
        };
    }

    private void run(StreamObserver<?> client, Consumer<Caller> work) {
        Caller caller = CallerInterceptor.CALLER.get();
        Runnable answer = Context.current().wrap(() -> answer(client, caller, work));
        try {
            threads.execute(answer);
        } catch (RejectedExecutionException e) {
            client.onError(FlightErrors.busy("calls waiting"));
        }
    }

    private static void answer(StreamObserver<?> client, Caller caller, Consumer<Caller> work) {
        try {
            work.accept(caller);
        } catch (Throwable failure) {
            client.onError(FlightErrors.toStatus(failure));
        }
    }
}
