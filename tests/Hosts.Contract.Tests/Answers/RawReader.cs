using System.Globalization;
using System.Text;

namespace Serverless.Hosts.Contract.Tests.Answers;

/// <summary>Reads an answer of HTTP/1.x: head, then a body by its length, by chunks, or to the end.</summary>
internal sealed class RawReader(Stream stream, CancellationToken cancellationToken)
{
    private readonly byte[] _one = new byte[1];

    /// <summary>The status and the headers, names lower case, values of one name joined as HTTP has it.</summary>
    public async Task<(int Status, Dictionary<string, string> Headers)> ReadHeadAsync()
    {
        var first = await LineAsync();
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var line = await LineAsync(); line.Length > 0; line = await LineAsync())
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon].ToLowerInvariant(), line[(colon + 1)..].Trim());
            headers[name] = headers.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }

        return (int.Parse(first.Split(' ')[1], CultureInfo.InvariantCulture), headers);
    }

    public async Task<byte[]> ReadBodyAsync(Dictionary<string, string> headers)
    {
        if (headers.TryGetValue("content-length", out var length))
            return await BytesAsync(int.Parse(length, CultureInfo.InvariantCulture));
        using var whole = new MemoryStream();
        if (headers.TryGetValue("transfer-encoding", out var coding) && coding == "chunked")
        {
            while (int.Parse(await LineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var size and > 0)
            {
                whole.Write(await BytesAsync(size));
                await LineAsync();
            }

            await LineAsync();
        }
        else
        {
            await stream.CopyToAsync(whole, cancellationToken);
        }

        return whole.ToArray();
    }

    private async Task<byte[]> BytesAsync(int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private async Task<string> LineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            await stream.ReadExactlyAsync(_one, cancellationToken);
            if (_one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)_one[0]);
        }
    }
}
