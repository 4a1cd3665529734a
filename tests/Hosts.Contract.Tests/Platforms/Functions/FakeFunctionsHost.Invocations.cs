using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Serverless.Hosts.Contract.Tests.Platforms.Functions.Rpc;

namespace Serverless.Hosts.Contract.Tests.Platforms.Functions;

/// <content>Invocations: what a queue and a blob trigger send.</content>
internal sealed partial class FakeFunctionsHost
{
    private static readonly TimeSpan InvocationTime = TimeSpan.FromSeconds(60);

    /// <summary>A message of a queue.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="dequeueCount">How often the queue has handed it out, from 1.</param>
    /// <param name="cancel">The host gives up: InvocationCancel is sent, and the answer is waited for as ever.</param>
    public Task<InvocationResponse> QueueAsync(string text, int dequeueCount = 1, CancellationToken cancel = default) =>
        InvokeAsync(
            "CaptionQueued",
            new TypedData { String = text },
            new()
            {
                ["QueueTrigger"] = new() { String = text },
                ["DequeueCount"] = Json(dequeueCount),
                ["Id"] = new() { String = Guid.NewGuid().ToString() },
                ["PopReceipt"] = new() { String = "AAAA" },
                ["InsertionTime"] = Json(DateTimeOffset.UtcNow),
                ["NextVisibleTime"] = Json(DateTimeOffset.UtcNow),
                ["ExpirationTime"] = Json(DateTimeOffset.UtcNow.AddDays(7)),
            },
            cancel
        );

    /// <summary>A blob, as the Event Grid source gives it: by reference.</summary>
    /// <param name="container">Its container.</param>
    /// <param name="name">Its name.</param>
    public Task<InvocationResponse> BlobAsync(string container, string name)
    {
        var reference = new
        {
            Connection = Loaded["CaptionBlob"].Of("connection"),
            ContainerName = container,
            BlobName = name,
        };
        return InvokeAsync(
            "CaptionBlob",
            new TypedData
            {
                ModelBindingData = new ModelBindingData
                {
                    Version = "1.0",
                    Source = "AzureStorageBlobs",
                    ContentType = "application/json",
                    Content = ByteString.CopyFromUtf8(JsonSerializer.Serialize(reference)),
                },
            },
            new()
            {
                ["BlobTrigger"] = new() { String = $"{container}/{name}" },
                ["Uri"] = Json($"https://devstoreaccount1.blob.core.windows.net/{container}/{name}"),
                ["Properties"] = new() { Json = "{}" },
                ["Metadata"] = new() { Json = "{}" },
                ["name"] = new() { String = name },
            }
        );
    }

    private async Task<InvocationResponse> InvokeAsync(
        string name,
        TypedData data,
        Dictionary<string, TypedData> metadata,
        CancellationToken cancel = default
    )
    {
        var function = Loaded[name];
        var request = NewInvocation(function);
        request.InputData.Add(new ParameterBinding { Name = function.TriggerName, Data = data });
        request.TriggerMetadata.Add(metadata);
        var answer = Post(request);
        await using var registration = cancel.Register(() => Cancel(request.InvocationId));
        return await WithinAsync(answer, InvocationTime, $"InvocationResponse of {name}");
    }

    private static InvocationRequest NewInvocation(LoadedFunction function)
    {
        var request = new InvocationRequest
        {
            InvocationId = Guid.NewGuid().ToString(),
            FunctionId = function.Id,
            TraceContext = new RpcTraceContext { TraceParent = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01" },
        };
        request.TraceContext.Attributes.Add("ProcessId", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    private Task<InvocationResponse> Post(InvocationRequest request)
    {
        var answer = new TaskCompletionSource<InvocationResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[request.InvocationId] = answer;
        Send(new StreamingMessage { InvocationRequest = request });
        return answer.Task;
    }

    private void Cancel(string id)
    {
        if (!_running.ContainsKey(id))
            return;
        Interlocked.Increment(ref _emptyAllowed);
        Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = id } });
    }

    private static TypedData Json<T>(T value) => new() { Json = JsonSerializer.Serialize(value) };
}
