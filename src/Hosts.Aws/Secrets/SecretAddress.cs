namespace Serverless.Hosts.Aws.Secrets;

/// <summary>The ARN of a secret of Secrets Manager, or of a parameter of Systems Manager.</summary>
/// <param name="Arn">The ARN as it was given.</param>
/// <param name="Partition">The partition: aws, aws-cn, …</param>
/// <param name="Service">secretsmanager or ssm.</param>
/// <param name="Region">The region it is in.</param>
internal sealed record SecretAddress(string Arn, string Partition, string Service, string Region)
{
    /// <summary>Whether it is a parameter of Systems Manager.</summary>
    public bool IsParameter => Service == "ssm";

    /// <summary>Reads an ARN; null where the text is none of these two.</summary>
    /// <param name="text">The text.</param>
    public static SecretAddress? Parse(string? text) =>
        text?.Split(':', 6)
            is ["arn", var partition, var service and ("secretsmanager" or "ssm"), { Length: > 0 } region, { Length: 12 }, var rest]
        && partition.StartsWith("aws", StringComparison.Ordinal)
        && rest.StartsWith(service == "ssm" ? "parameter/" : "secret:", StringComparison.Ordinal)
            ? new(text, partition, service, region)
            : null;

    /// <summary>Where its service is asked.</summary>
    /// <param name="environment">Reads environment variables: an emulator's address takes the place of the service's.</param>
    public Uri Endpoint(Func<string, string?> environment)
    {
        var own = environment(IsParameter ? "AWS_ENDPOINT_URL_SSM" : "AWS_ENDPOINT_URL_SECRETS_MANAGER");
        var given = own is { Length: > 0 } ? own : environment("AWS_ENDPOINT_URL");
        var suffix = Partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
        return new Uri(given is { Length: > 0 } ? given : $"https://{Service}.{Region}.{suffix}/");
    }
}
