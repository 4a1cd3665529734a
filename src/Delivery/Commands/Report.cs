using Serverless.Ledger;

namespace Serverless.Delivery.Commands;

/// <summary>How commands end.</summary>
internal static class Report
{
    /// <summary>Says why on standard error.</summary>
    public static int Failure(DeliveryFailure failure)
    {
        Console.Error.WriteLine(failure.Detail);
        return failure.Code;
    }

    /// <summary>Says why, or that all is done.</summary>
    public static int Of(DeliveryFailure? failure, string done)
    {
        if (failure is not null)
            return Failure(failure);
        Console.WriteLine(done);
        return ExitCode.Done;
    }
}
