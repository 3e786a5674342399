namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which key a request needs; a stronger key opens what a weaker one does.</summary>
public enum AuthorizationLevel
{
    Anonymous = 0,
    User = 1,
    Function = 2,
    System = 3,
    Admin = 4,
}
