package io.godwit.server.flight;

import io.godwit.server.stream.InboundMarshaller;
import io.godwit.server.stream.InboundMessage;
import io.godwit.server.stream.WireMarshaller;
import io.godwit.server.stream.WireMessage;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The Flight service. Methods only hand over: to {@link Answers} what may take a while, to {@link Fetches} and
 * {@link Puts} what streams. DoGet and DoPut have marshallers of their own that leave Arrow buffers where they are.
 */
final class FlightSqlService extends FlightServiceGrpc.FlightServiceImplBase {
    private final Answers answers;
    private final Handshakes handshakes;
    private final FlightInfos infos;
    private final Polls polls;
    private final Actions actions;

    FlightSqlService(Answers answers, Handshakes handshakes, FlightInfos infos, Polls polls, Actions actions) {
        this.answers = answers;
        this.handshakes = handshakes;
        this.infos = infos;
        this.polls = polls;
        this.actions = actions;
    }

    /** The service with its streaming calls. */
    static ServerServiceDefinition bind(FlightSqlService calls, Fetches fetches, Puts puts, BufferAllocator inbound) {
        MethodDescriptor<Flight.Ticket, WireMessage> doGet = FlightServiceGrpc.getDoGetMethod().toBuilder(
                        FlightServiceGrpc.getDoGetMethod().getRequestMarshaller(), new WireMarshaller())
                .build();
        MethodDescriptor<InboundMessage, Flight.PutResult> doPut = FlightServiceGrpc.getDoPutMethod().toBuilder(
                        new InboundMarshaller(inbound),
                        FlightServiceGrpc.getDoPutMethod().getResponseMarshaller())
                .build();
        return withStreams(
                calls.bindService(),
                doGet,
                ServerCalls.asyncServerStreamingCall(
                        (ticket, client) -> fetches.fetch(ticket, (ServerCallStreamObserver<WireMessage>) client)),
                doPut,
                ServerCalls.asyncBidiStreamingCall(
                        client -> puts.put((ServerCallStreamObserver<Flight.PutResult>) client)));
    }

    private static ServerServiceDefinition withStreams(
            ServerServiceDefinition generated,
            MethodDescriptor<Flight.Ticket, WireMessage> doGet,
            io.grpc.ServerCallHandler<Flight.Ticket, WireMessage> fetch,
            MethodDescriptor<InboundMessage, Flight.PutResult> doPut,
            io.grpc.ServerCallHandler<InboundMessage, Flight.PutResult> put) {
        List<String> own = List.of(doGet.getFullMethodName(), doPut.getFullMethodName());
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        generated.getServiceDescriptor().getName())
                .setSchemaDescriptor(generated.getServiceDescriptor().getSchemaDescriptor())
                .addMethod(doGet)
                .addMethod(doPut);
        var others = generated.getMethods().stream()
                .filter(method -> !own.contains(method.getMethodDescriptor().getFullMethodName()))
                .toList();
        others.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
        others.forEach(service::addMethod);
        return service.addMethod(doGet, fetch).addMethod(doPut, put).build();
    }

    @Override
    public StreamObserver<Flight.HandshakeRequest> handshake(StreamObserver<Flight.HandshakeResponse> client) {
        return handshakes.handshake(client);
    }

    @Override
    public void listFlights(Flight.Criteria criteria, StreamObserver<Flight.FlightInfo> client) {
        answers.many(client, infos::tables);
    }

    @Override
    public void getFlightInfo(Flight.FlightDescriptor descriptor, StreamObserver<Flight.FlightInfo> client) {
        answers.one(client, caller -> infos.info(caller, descriptor));
    }

    @Override
    public void pollFlightInfo(Flight.FlightDescriptor descriptor, StreamObserver<Flight.PollInfo> client) {
        answers.later(client, caller -> polls.poll(caller, descriptor));
    }

    @Override
    public void getSchema(Flight.FlightDescriptor descriptor, StreamObserver<Flight.SchemaResult> client) {
        answers.one(
                client,
                caller -> Flight.SchemaResult.newBuilder()
                        .setSchema(SchemaBytes.of(infos.schema(caller, descriptor)))
                        .build());
    }

    @Override
    public void doAction(Flight.Action action, StreamObserver<Flight.Result> client) {
        if (actions.isQuick(action)) {
            answers.now(client, caller -> actions.run(caller, action));
        } else {
            answers.many(client, caller -> actions.run(caller, action));
        }
    }

    @Override
    public void listActions(Flight.Empty request, StreamObserver<Flight.ActionType> client) {
        answers.many(client, caller -> actions.known());
    }

    @Override
    public StreamObserver<Flight.FlightData> doExchange(StreamObserver<Flight.FlightData> client) {
        client.onError(io.grpc.Status.UNIMPLEMENTED
                .withDescription("DoExchange is not supported; use GetFlightInfo and DoGet to read, DoPut to write")
                .asRuntimeException());
        return new IgnoredMessages<>();
    }
}
