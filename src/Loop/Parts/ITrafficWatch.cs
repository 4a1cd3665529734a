using Serverless.Core;
using Serverless.Ledger;
using Serverless.Loop.Triggers;
using Serverless.Packages.Aliases;

namespace Serverless.Loop.Parts;

/// <summary>Looks at the traffic of the model that serves.</summary>
internal interface ITrafficWatch
{
    /// <summary>Looks once.</summary>
    /// <param name="champion">What serves; null for the models that came with the program.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<Result<Observation, DeliveryFailure>> LookAsync(AliasEntry? champion, CancellationToken cancellationToken);
}
