namespace Serverless.Hosts.Aws.Server;

/// <summary>How a front puts a request into an event.</summary>
internal enum PayloadFormat
{
    /// <summary>
    /// Function URLs and HTTP APIs (docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
    /// </summary>
    Two,

    /// <summary>REST APIs, HTTP APIs by choice, and load balancers.</summary>
    One,
}
